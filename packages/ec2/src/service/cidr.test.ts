import { expect, test } from 'vitest'
import { canonicalRange } from './cidr.ts'

test.each([
  ['10.0.0.0/16', '10.0.0.0/16', 'it is canonical already'],
  ['10.1.2.3/16', '10.1.0.0/16', 'host bits say nothing'],
  ['0.0.0.0/0', '0.0.0.0/0', 'the whole internet has no network bits'],
  ['192.168.1.1/32', '192.168.1.1/32', 'a single address has no host bits'],
  ['2001:DB8::1/64', '2001:db8::/64', 'IPv6 is lower case and masked'],
  ['2001:0db8:0000:0000:0001:0000:0000:0000/80', '2001:db8:0:0:1::/80', 'the longest run of zeros is compressed'],
  ['::/0', '::/0', 'all of IPv6'],
  ['0:0:0:0:0:0:0:0/0', '::/0', 'all of IPv6, written out'],
  ['::ffff:10.0.0.1/128', '::ffff:a00:1/128', 'an IPv4 tail is two groups'],
  ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128', 'a single zero is not compressed'],
])('%s is %s, because %s', (given, canonical) => {
  expect(canonicalRange(given)).toBe(canonical)
})

test.each(['', 'pl-1', '10.0.0.0', '10.0.0.0/33', '10.0.0/16', '1::2::3/64', '300.0.0.0/8', '2001:db8::/129'])(
  '"%s" is no range and is left as it is',
  (given) => {
    expect(canonicalRange(given)).toBe(given)
  },
)
