// The same answer as our GetUserInfo, so that what is measured is the check of the token.
module.exports = {
  info(ctx) {
    ctx.body = global.answer
  },
}
