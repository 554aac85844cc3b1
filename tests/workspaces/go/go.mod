module example.org/roads

go 1.18
