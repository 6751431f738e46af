package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.hub.Selector;
import java.util.Set;

/** What subscriptions of one client cost: memory, and of patterns also work for each update. */
final class SelectorCosts {

  private final Client client;

  SelectorCosts(Client client) {
    this.client = client;
  }

  /**
   * Takes what new subscriptions cost. {@link Selector#TOTALS} costs nothing: nearly all have it.
   *
   * @throws BadRequestException if that is too much; nothing is taken then
   */
  void pay(Set<Selector> added) throws BadRequestException {
    int patterns = added.stream().mapToInt(SelectorCosts::patterns).sum();
    if (!client.takePatterns(patterns)) {
      throw new BadRequestException(
          "too_many_patterns", "your address is subscribed to too many patterns");
    }
    if (!client.take(added.stream().mapToLong(SelectorCosts::bytes).sum())) {
      client.releasePatterns(patterns);
      throw new BadRequestException("busy", "too much waits for clients; try again later");
    }
  }

  /** Returns what a subscription cost that is over. */
  void refund(Selector gone) {
    client.release(bytes(gone));
    client.releasePatterns(patterns(gone));
  }

  private static int patterns(Selector selector) {
    return selector.isPattern() && !selector.equals(Selector.TOTALS) ? 1 : 0;
  }

  private static long bytes(Selector selector) {
    return selector.equals(Selector.TOTALS) ? 0 : selector.bytes();
  }
}
