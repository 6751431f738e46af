package ai.colonycraft.realtime.push.support;

import java.nio.file.Files;

/** What axe-core, which comes from npm, finds wrong for people with a disability. */
public final class Axe {

  private static final String FINDINGS =
      """
      axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        .then(({violations}) => violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" || ")).join("\\n"))
      """;

  private Axe() {}

  /** A line for each rule that the page as it stands breaks; empty if there is none. */
  public static String findings(Chromium chromium) throws Exception {
    String axe =
        Files.readString(NodePackages.folder().resolve("node_modules/axe-core/axe.min.js"));
    chromium.evaluate("(() => {" + axe + "; globalThis.axe = axe })()");
    return chromium.evaluateLater(FINDINGS);
  }
}
