module.exports = { 'users-permissions': { enabled: false }, cloud: { enabled: false } }
