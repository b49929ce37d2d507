// Countries as ISO 3166-1 has them, those of the region first; their names are the browser's.

const region = "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN TR YE".split(" ");
const others = ("AD AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE "
  + "DK DM DO EC EE ER ES ET FI FJ FO FR GA GB GD GE GH GI GL GM GN GP GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IR IS IT JM JP KE KG KH KI KN KP KR KZ LA LC LI LK LR LS "
  + "LT LU LV MC MD ME MG MH MK ML MM MN MO MQ MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ PA PE PF PG PH PK PL PR PT PW PY RE RO RS RU RW SB SC SE SG SI SK SL SM SN SR "
  + "SS ST SV SZ TD TG TH TJ TL TM TO TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK ZA ZM ZW").split(" ");

/** [[code, name]] twice: the region, the others; each in the order of the language. */
export function countries(language) {
  const names = new Intl.DisplayNames(language, { type: "region" });
  const sorted = codes => codes.map(code => [code, names.of(code)]).sort((a, b) => a[1].localeCompare(b[1], language));
  return [sorted(region), sorted(others)];
}
