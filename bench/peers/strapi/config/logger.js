// Its default writes a line for every request; ours runs without, too.
module.exports = { level: 'error' }
