"""Where staff work: server-rendered pages, one file a page. Each asks the verbs of `bot.newsroom`, and decides nothing itself."""
