// The admin pages would have to be built first; the API does without.
module.exports = {
  serveAdminPanel: false,
  auth: { secret: process.env.SECRET },
  apiToken: { salt: process.env.SECRET },
  transfer: { token: { salt: process.env.SECRET } },
  secrets: { encryptionKey: process.env.SECRET },
}
