#!/bin/sh
# Plays the old application's five calls against a shop that has its two products, and ends with 1 at the first answer
# that is not in its words. CI plays them against the containers, entry-point.test.ts against the image's files.
set -eu
url=${1:?usage: five-calls.sh URL}

# says WORDS CURL-ARGUMENTS...: prints the answer, which must contain the words.
says() {
  words=$1
  shift
  answer=$(curl --silent --show-error --max-time 10 "$@")
  case $answer in
    *"$words"*) printf '%s\n' "$answer" ;;
    *)
      printf 'five-calls: %s\nis not in the answer to: %s\n%s\n' "$words" "$*" "$answer" >&2
      exit 1
      ;;
  esac
}

user='"email": "user@example.com", "password": "securepassword"'
says '"message":"User registered successfully!"' "$url/register" --json "{$user, \"username\": \"user1\"}"
token=$(says '"token":"' "$url/login" --json "{$user}" | sed 's/.*"token":"\([^"]*\)".*/\1/')
says '{"id":1,"name":"Product 1","price":10.99,"stock":50},{"id":2,"name":"Product 2","price":5.49,"stock":100}' \
  "$url/products"
says '"message":"Item added to cart!"' "$url/add-to-cart" -H "Authorization: Bearer $token" \
  --json '{"user_id": 1, "product_id": 2, "quantity": 3}'
says '"message":"Order placed successfully!"' "$url/checkout" -H "Authorization: Bearer $token" -X POST
