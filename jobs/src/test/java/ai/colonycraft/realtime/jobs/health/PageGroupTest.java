package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageGroupTest {

  private final PageGroup groups = new PageGroup();

  @ParameterizedTest
  @CsvSource({
    "/colonies/123, /colonies/:id",
    "/colonies/c-0a1b2c3d4e/agents, /colonies/:id/agents",
    "/v1/colonies, /v1/colonies",
    "/, /",
    "https://app.colonycraft.ai, /",
    "https://app.colonycraft.ai/docs/start.html?q=1#top, /docs/start.html",
    "/users/ada@example.org, /users/:id",
    "/a/b/c/d/e/f, /a/b/c/d/…",
    "//docs//intro/, /docs/intro",
    "/search/%C3%A9, /search/:id",
    "dashboard, /dashboard"
  })
  void groupsPagesByWhatIsNoId(String page, String group) {
    assertThat(groups.of(page)).isEqualTo(group);
    assertThat(groups.of(page)).as("remembered").isEqualTo(group);
  }

  @Test
  void saysWhereThereIsNoPage() {
    assertThat(groups.of(null)).isEqualTo("unknown");
    assertThat(groups.of(" ")).isEqualTo("unknown");
  }

  @Test
  void keepsTheGroupOfAnEndlessPathShort() {
    assertThat(groups.of("/" + "x".repeat(100_000))).isEqualTo("/:id");
    assertThat(groups.of("/x".repeat(100_000))).isEqualTo("/x/x/x/x/…");
  }
}
