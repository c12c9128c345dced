"""PyJWT and joserfc, as strict as they can be told to be: one token a line in, two verdicts a line out."""

import json
import sys

import jwt
from joserfc import jwk as joserfc_jwk
from joserfc import jwt as joserfc_jwt

REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti", "client_id"]
LEEWAY = 30


def pyjwt(key, token, rules):
    jwt.decode(
        token,
        key["pyjwt"],
        algorithms=[key["alg"]],
        audience=rules["audience"],
        issuer=rules["issuer"],
        leeway=LEEWAY,
        options={"require": REQUIRED},
    )


def joserfc(key, token, rules):
    decoded = joserfc_jwt.decode(token, key["joserfc"], algorithms=[key["alg"]])
    essential = {name: {"essential": True} for name in REQUIRED}
    essential["iss"]["value"] = rules["issuer"]
    essential["aud"]["value"] = rules["audience"]
    joserfc_jwt.JWTClaimsRegistry(leeway=LEEWAY, **essential).validate(decoded.claims)


def verdict(check, *arguments):
    try:
        check(*arguments)
    except Exception as error:  # any refusal is one
        return type(error).__name__
    return "accepted"


def main():
    rules = json.loads(sys.stdin.readline())
    keys = [
        {
            "alg": key["alg"],
            "pyjwt": jwt.PyJWK(key["jwk"], key["alg"]).key,
            "joserfc": joserfc_jwk.import_key(key["jwk"]),
        }
        for key in rules["keys"]
    ]
    for line in sys.stdin:
        case = json.loads(line)
        key, token = keys[case["key"]], case["token"]
        verdicts = [verdict(check, key, token, rules) for check in (pyjwt, joserfc)]
        print(json.dumps(verdicts), flush=True)


main()
