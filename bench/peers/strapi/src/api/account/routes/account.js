module.exports = { routes: [{ method: 'GET', path: '/account/info', handler: 'account.info' }] }
