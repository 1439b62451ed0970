import type { Operation, Output } from '../../schema/shape.ts'

/** The elements of a list. */
export type Elem<T> = NonNullable<T> extends readonly (infer U)[] ? U : never

/** The list members of a type. */
export type Lists<T> = { [K in keyof T & string]-?: NonNullable<T[K]> extends readonly unknown[] ? K : never }[keyof T &
  string]

type Inner<T> =
  NonNullable<T> extends readonly unknown[] | Date | Uint8Array | string | number | boolean ? never : NonNullable<T>

/** The members of a type that hold one object. */
type Objects<T> = {
  [K in keyof T & string]-?: Inner<T[K]> extends never ? never : K extends '$metadata' ? never : K
}[keyof T & string]

/**
 * Where a reply holds its items: a list, `Vpcs`, a list in each element of one, `Reservations[].Instances`, or one object,
 * `Attributes`.
 */
export type ItemsAt<C extends Operation> =
  | Lists<Output<C>>
  | { [K in Lists<Output<C>>]: `${K}[].${Lists<Elem<Output<C>[K]>>}` }[Lists<Output<C>>]
  | Objects<Output<C>>

/** A list of texts is one of rows that have the text under the list's name in the singular. */
type Row<T, At> = T extends string ? { readonly [K in At extends `${infer One}s` ? One : At & string]: string } : T

/** The items at such a place. One object has the request member `By` that it is asked for by as well. */
export type ItemAt<C extends Operation, At, By extends string = never> = At extends `${infer A}[].${infer B}`
  ? A extends keyof Output<C>
    ? B extends keyof Elem<Output<C>[A]>
      ? Row<Elem<Elem<Output<C>[A]>[B]>, B>
      : never
    : never
  : At extends keyof Output<C>
    ? NonNullable<Output<C>[At]> extends readonly unknown[]
      ? Row<Elem<Output<C>[At]>, At>
      : NonNullable<Output<C>[At]> & { readonly [K in By]: string }
    : never

/** Where a reply holds one text: `Vpc.VpcId`, `FlowLogIds`, `Instances[].InstanceId`. */
export type TextAt<C extends Operation> = Path<Output<C>> | Listed<Output<C>>

/** A member, or a member of a member: `State`, `Status.Code`. */
export type Path<T> = {
  [K in keyof T & string]: K | (Inner<T[K]> extends never ? never : `${K}.${keyof Inner<T[K]> & string}`)
}[keyof T & string]

/** A list of texts, or a text in the elements of a list: `SubnetIds`, `Groups[].GroupId`. */
export type Listed<T> = {
  [K in Lists<T>]: Elem<T[K & keyof T]> extends string ? K : `${K}[].${keyof Elem<T[K & keyof T]> & string}`
}[Lists<T>]

/** What stands at a path. */
export type ValueAt<T, P> = P extends `${infer A}.${infer B}`
  ? A extends keyof T
    ? B extends keyof NonNullable<T[A]>
      ? NonNullable<NonNullable<T[A]>[B]>
      : never
    : never
  : P extends keyof T
    ? NonNullable<T[P]>
    : never

type Deeper<T> =
  NonNullable<T> extends readonly (infer U)[]
    ? NonNullable<U> extends object
      ? readonly ['[].', NonNullable<U>]
      : never
    : NonNullable<T> extends Date | Uint8Array | string | number | boolean
      ? never
      : readonly ['.', NonNullable<T>]

/** A spec field by path, `[]` after each list on the way: `vpcID`, `routes[].natGatewayID`. Three levels deep. */
export type SpecPath<T, Depth extends readonly unknown[] = [1, 1, 1]> = {
  [K in keyof T & string]:
    | K
    | (Depth extends readonly [unknown, ...infer Rest]
        ? Deeper<T[K]> extends readonly [infer Join extends string, infer Inside]
          ? `${K}${Join}${SpecPath<Inside, Rest>}`
          : never
        : never)
}[keyof T & string]

/** A value whose members may be undefined where they may be left out: what was read often is, and says the same. */
export type Loose<T> = T extends readonly (infer U)[]
  ? readonly Loose<U>[]
  : T extends object
    ? { readonly [K in keyof T]: T[K] | undefined }
    : T
