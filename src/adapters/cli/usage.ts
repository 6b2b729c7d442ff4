export const usage = `kiosk [command]

  serve                         serve the shop over HTTP (the default)
  migrate                       bring the store's tables up to date
  import FILE.csv [--skip-bad]  add and update products from sku,name,price[,stock][,description]
  promote EMAIL                 make a user an administrator`
