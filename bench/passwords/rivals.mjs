// Password hashing of Node's libraries, by request: the lines of src/main.rs. Runs in the folder where the
// packages are installed.

import { createRequire } from "node:module";
import { pbkdf2Sync } from "node:crypto";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const PASSWORD = "correct horse battery staple";
const SALT = Buffer.from("sixteen bytes of");

/** A call that computes one hash. */
function contender(library, algorithm, numbers) {
  switch (`${library} ${algorithm}`) {
    case "node-rs argon2id": {
      const { Algorithm, hashRawSync } = require("@node-rs/argon2");
      const [memoryCost, timeCost, parallelism] = numbers;
      const options = { memoryCost, timeCost, parallelism, outputLen: 32, algorithm: Algorithm.Argon2id };
      return () => hashRawSync(PASSWORD, { ...options, salt: SALT });
    }
    case "node-rs bcrypt": {
      const { hashSync } = require("@node-rs/bcrypt");
      return () => hashSync(PASSWORD, { cost: numbers[0], salt: SALT });
    }
    case "node:crypto pbkdf2-sha256":
      return () => pbkdf2Sync(PASSWORD, SALT, numbers[0], 32, "sha256");
    default:
      throw new Error(`${library} does not compute this`);
  }
}

/** Nanoseconds of one hash in the fastest repeat. */
function measure(line) {
  const [library, algorithm, ...rest] = line.split(" ");
  const numbers = rest.map(Number);
  const repeats = numbers.pop();
  const call = contender(library, algorithm, numbers);
  call();
  let fastest = null;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const start = process.hrtime.bigint();
    call();
    const taken = process.hrtime.bigint() - start;
    fastest = fastest === null || taken < fastest ? taken : fastest;
  }
  return fastest;
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(`${measure(line)}`);
  } catch (error) {
    console.log(`error: ${String(error.message).split("\n")[0]}`);
  }
}
