/** Decrypts messages of Web Push with `http_ece`, a line each: decrypt.mjs PRIVATE_KEY AUTH MESSAGE…, all base64url. */
import { createECDH } from "node:crypto";
import ece from "http_ece";

const [privateKey, auth, ...messages] = process.argv.slice(2);
const keys = createECDH("prime256v1");
keys.setPrivateKey(privateKey, "base64url");
for (const message of messages) {
  const plain = ece.decrypt(Buffer.from(message, "base64url"), {
    version: "aes128gcm",
    privateKey: keys,
    authSecret: auth,
  });
  process.stdout.write(`${plain}\n`);
}
