import type { Rule } from '../definition.ts'

/** A list takes so many entries at most. A rule of the spec. */
export function atMost(field: string, count: number, message: string): Rule {
  return { rule: `!has(self.${field}) || size(self.${field}) <= ${count}`, message, field }
}

/** The first entry of a list stays; others may come and go behind it. A rule on edits. */
export function firstStays(field: string, message: string): Rule {
  const [now, was] = [`self.spec.${field}`, `oldSelf.spec.${field}`]
  return {
    rule: `!has(${was}) || size(${was}) == 0 || (has(${now}) && size(${now}) > 0 && ${now}[0] == ${was}[0])`,
    message,
    field,
  }
}

/** A value changes to this one alone, and is neither set nor dropped. A rule on edits. */
export function onlyTo(field: string, value: string, message: string): Rule {
  const [now, was] = [`self.spec.${field}`, `oldSelf.spec.${field}`]
  return {
    rule: `has(${now}) == has(${was}) && (!has(${now}) || ${now} == ${was} || ${now} == '${value}')`,
    message,
    field,
  }
}

/** Whether a field is set cannot change, what it holds may. A rule on edits. */
export function setOrNot(field: string, message: string): Rule {
  return { rule: `has(self.spec.${field}) == has(oldSelf.spec.${field})`, message, field }
}

/** A field stays empty. A rule of the spec. */
export function unset(field: string, message: string): Rule {
  return { rule: `!has(self.${field})`, message, field }
}

/** Members of the only entry of a list stay while another member of it does. A rule on edits. */
export function stayWith(list: string, member: string, fields: readonly string[], message: string): Rule {
  const [now, was] = [`self.spec.${list}`, `oldSelf.spec.${list}`]
  const same = (field: string) =>
    `has(to.${field}) == has(was.${field}) && (!has(to.${field}) || to.${field} == was.${field})`
  const kept = `!(${same(member)}) || (${fields.map(same).join(' && ')})`
  return {
    rule: `!has(${now}) || !has(${was}) || ${now} == ${was} || ${now}.all(to, ${was}.all(was, ${kept}))`,
    message,
    field: list,
  }
}
