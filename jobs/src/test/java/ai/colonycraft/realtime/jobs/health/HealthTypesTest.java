package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.types.SerializerContract;
import org.junit.jupiter.api.Test;

class HealthTypesTest {

  private static final ServicePlace SHOP = new ServicePlace("shop", "eu-west-1");

  @Test
  void bringsBackNotices() throws Exception {
    Notice notice = new Notice(SHOP, Notice.MEMORY, "shop-1", 5e9, 1_750_000_000_000L);

    SerializerContract.holds(
        new Notice.Serializer(), notice, new Notice(SHOP, Notice.HEALTH, "degraded", 1, -1));
    SerializerContract.refusesAnotherFormat(
        new Notice.Serializer(), notice, "a notice has format 127, this jar reads 1");
  }

  @Test
  void bringsBackTallies() throws Exception {
    SerializerContract.holds(
        new PlaceTally.Serializer(),
        new PlaceTally(SHOP, new double[] {1, 2, 3, 4, 5, 0.25}),
        new PlaceTally(SHOP, new double[PlaceTally.SIZE]));
    SerializerContract.holds(
        new PartTally.Serializer(),
        new PartTally("shop", "2.4.1", "/carts/{id}", 3, 1),
        new PartTally("shop", "", "", 0, 0));
  }
}
