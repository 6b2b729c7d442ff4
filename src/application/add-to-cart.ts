import { addToLine } from '../domain/cart.ts'
import { type CartChanged, type CartItem, changeCarts } from './change-carts.ts'
import { type Grouped, grouped } from './grouped.ts'
import { groupWatch, type Meter } from './ports/meter.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type AddToCart = Grouped<CartItem, CartChanged>

type Needs = { readonly unitOfWork: UnitOfWork; readonly meter: Meter }

/** Adds to what the cart holds of a product; stock is promised by an order, not by a cart. */
export const addToCart = ({ unitOfWork, meter }: Needs): AddToCart =>
  // Adding twice is not adding once, so an addition whose outcome is unknown is reported, never repeated.
  grouped((items) => changeCarts(unitOfWork, items, addToLine), {
    limit: 64,
    repeatable: false,
    watch: groupWatch(meter, 'add_to_cart'),
  })
