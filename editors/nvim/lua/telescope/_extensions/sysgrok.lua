-- `:Telescope sysgrok`, after `require('telescope').load_extension('sysgrok')`.
return require('telescope').register_extension({
  exports = {
    sysgrok = function(options)
      require('sysgrok.server').with(0, function(client)
        require('sysgrok.hot_spots').items(client, 'functions', false, function(items, title)
          require('sysgrok.pickers.telescope').show(items, title, options)
        end)
      end)
    end,
  },
})
