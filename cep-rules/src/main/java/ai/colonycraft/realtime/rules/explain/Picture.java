package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.rules.Rule;
import java.util.function.Function;

/** The states of a rule, from the first event to the match, as a picture in some form of text. */
public enum Picture {
  /** For terminals. */
  TEXT(TextPicture::of),
  /** For Markdown that shows Mermaid, such as that of code hosts and wikis. */
  MERMAID(MermaidPicture::of),
  /** For Graphviz, which makes an image of it: {@code dot -Tsvg}. */
  DOT(DotPicture::of);

  private final Function<Chart, String> form;

  Picture(Function<Chart, String> form) {
    this.form = form;
  }

  /** A rule's picture, of lines. */
  public String of(Rule rule) {
    return form.apply(ChartBuilder.of(rule));
  }
}
