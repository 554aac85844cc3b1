std = 'luajit'
read_globals = { 'vim' }
-- Options and variables of Neovim are set through it.
globals = { 'vim.b', 'vim.bo', 'vim.g', 'vim.o', 'vim.ui', 'vim.w', 'vim.wo' }
max_line_length = 120
