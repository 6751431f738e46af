package ai.colonycraft.realtime.rules.cel;

import java.util.EnumSet;
import java.util.Set;

/** How two values of one type can stand to each other. */
enum Order {
  LESS,
  SAME,
  GREATER;

  /** The same orders, seen from the other side. */
  static Set<Order> turned(Set<Order> orders) {
    Set<Order> turned = EnumSet.noneOf(Order.class);
    for (Order order : orders) {
      turned.add(values()[values().length - 1 - order.ordinal()]);
    }
    return turned;
  }
}
