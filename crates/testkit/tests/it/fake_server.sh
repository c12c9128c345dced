#!/bin/sh
# Speaks like `countersign serve --listen … --database sqlite:FILE`, so that the driver can be
# tried without the server: a first start prints the admin's password, and a signal ends it.
database=${5#sqlite:}
echo "a log line" >&2
if [ "$6" = --fail ]; then
    echo "cannot open $database" >&2
    exit 2
fi
if [ "$1" != serve ]; then
    echo "$COUNTERSIGN_DATABASE $* $(cat)"
    exit 1
fi
# Before the first line, so that who has read it knows the signal to be ignored. A signal that is
# ignored stays so in the program that replaces this one.
if [ "$6" = --deaf ]; then
    trap '' TERM
fi
echo "  Countersign 0.1.0"
if [ -e "$database" ]; then
    echo "  serving   http://127.0.0.1:4321    ($5)"
else
    : >"$database"
    echo "  serving   http://127.0.0.1:4321    ($5, created)"
    echo "  docs      http://127.0.0.1:4321/docs"
    echo "  admin     sign in as admin with  quiet-otter-41-maple-bridge   (shown only now)"
fi
exec tail -f /dev/null
