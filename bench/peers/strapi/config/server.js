module.exports = {
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  app: { keys: [process.env.SECRET] },
  logger: { updates: { enabled: false }, startup: { enabled: false } },
}
