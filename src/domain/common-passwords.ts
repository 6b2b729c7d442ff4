// What heads every published list of leaked passwords, from eight characters up: shorter ones are refused anyway.
const common = new Set(
  `
  00000000 000000000 0000000000 0123456789 01234567 012345678 09876543 0987654321 10101010 10203040 11111111 111111111
  1111111111 111222333 11112222 11223344 1122334455 12121212 123123123 12312312 123321123 12341234 123412345 12344321
  1234554321 12345678 123456780 123456789 1234567890 12345678910 123456789a 12345678a 123456abc 1234abcd 1234qwer
  123698745 12qwaszx 13131313 13579246 1357924680 147258369 147852369 159357456 159753456 159951159 19841984 1a2b3c4d
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 20002000 20102010 2222222222 22222222 222222222
  23456789 24682468 25252525 30303030 31415926 321321321 33333333 333333333 44444444 444444444 45454545 456456456
  5555555555 55555555 555555555 66666666 666666666 741852963 753951456 7777777777 77777777 777777777 789456123
  789789789 87654321 88888888 888888888 963852741 987654321 9876543210 98765432 99999999 999999999 9999999999
  a1234567 a12345678 a123456789 a1b2c3d4 a1s2d3f4 aa123456 aa12345678 aaaaaaaa aaaaaaaaa abc12345 abc123456 abcabc123
  abcd1234 abcdefgh abcdefg1 abcdefghi access14 adgjmptw admin123 admin1234 admin12345 administrator aleksandr alexande
  alexander alexandra anderson angelina anthony1 asdf1234 asdfasdf asdfghjk asdfghjkl asdfqwer asshole1 azertyui
  azertyuiop babygirl babygirl1 barcelona baseball baseball1 basketball beautiful benjamin bigdaddy blink182 bluebird
  brooklyn bullshit butterfly california cameron1 caroline carolina cavalier champion changeme changeme1 charles1
  charlie1 charlotte chelsea1 chocolate christian christin christina christine christopher cocacola computer computer1
  corvette courtney cowboys1 creative danielle darkness davidson december defender default1 diamond1 dolphins domenico
  dragon12 dragon123 einstein elephant elizabeth emmanuel estrella everlast explorer faithful fernando fireball firebird
  florida1 fluffy12 football football1 forever1 formula1 franklin freedom1 friends1 fuckyou1 fuckyou2 gangster garfield
  giovanni godzilla goldfish goodluck gordon24 greenday guinness hardcore harley123 hello123 hello1234 hellohello
  heritage hurricane ihateyou iloveyou iloveyou1 iloveyou2 iloveyou! infinity internet intrepid isabella jackson1
  jasmine1 jennifer jennifer1 jessica1 jonathan jordan23 jordan123 juventus katherine kawasaki kimberly kristina
  lacrosse lasvegas leonardo letmein1 letmein123 liberty1 lifehack literotica liverpool liverpool1 login123 lollipop
  lovelove loverboy lovely123 macintosh madison1 magician manchester marcopolo margaret marlboro master123 matthew1
  maverick megapass mercedes michael1 michelle michigan microsoft midnight minecraft mississippi mitchell monalisa
  monkey12 monkey123 montreal motorola mountain mustang1 myspace1 napoleon nathaniel natalie1 newcastle newpassword
  nicholas nicole123 nirvana1 november omega123 p4ssw0rd p@ssw0rd p@ssword p@$$w0rd pa$$w0rd pa55word paradise
  pass1234 pass12345 passpass passw0rd passwd123 password password! password0 password01 password1 password1! password10
  password11 password12 password123 password1234 password2 password3 password99 patricia patrick1 pavilion peaches1
  peanut12 penelope peterpan phoenix1 pictures playboy1 pokemon1 pokemon123 politics porsche1 precious princesa princess
  princess1 princess123 private1 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc qazwsx123 qazxswedc qqqqqqqq qwe123qwe
  qweasdzx qweasdzxc qwer1234 qwertyqwerty qwert123 qwert12345 qwerty01 qwerty12 qwerty123 qwerty1234 qwerty12345
  qwertyui qwertyuiop qwertz123 qwertzui qwertzuiop rainbow1 rangers1 raymond1 rebecca1 redskins remember richard1
  robert123 rockstar roderick ronaldo7 rosebud1 runescape russell1 samantha samsung1 sandiego santiago saturday scarface
  scorpion sebastian secret123 security september serenity shadow123 slipknot snickers snowball softball something
  spiderman spiderman1 spitfire standard starcraft starwars starwars1 stephanie strawberry sullivan sunflower sunshine
  sunshine1 superman superman1 superstar swordfish teresa12 test1234 test12345 testtest testing123 thailand thomas123
  thuglife thunder1 tigger12 tinkerbell trinidad triumph1 trouble1 trustno1 twilight undertaker valentin valentina
  vampire1 vanessa1 veronica victoria victoria1 virginia volkswagen warcraft warrior1 washington welcome01 welcome1
  welcome123 westside whatever whatever1 william1 williams wolfgang wolverine woodland wordpass xxxxxxxx yamaha123
  yankees1 zaq12wsx zaq1xsw2 zaq1zaq1 zxcv1234 zxcvbnm1 zxcvbnm123 zxcvbnmz zzzzzzzz
  `
    .trim()
    .split(/\s+/),
)

/** True for a password that any guesser tries first; give it folded to lower case. */
export const isCommonPassword = (folded: string): boolean => common.has(folded)
