package ai.colonycraft.realtime.push.reach.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of tiles that a person made. Each change makes a new version; the last few earlier ones
 * are kept, so that they can be shown and used again.
 *
 * @param id chosen by the browser that made it
 * @param name to show
 * @param shared whether others who sign in see it too
 * @param version 1 for a new one, one more at each change
 * @param changed when this version was made, in epoch milliseconds
 * @param tiles in the order in which they are shown
 * @param earlier versions before this one, the newest first
 */
public record View(
    String id,
    String name,
    boolean shared,
    int version,
    long changed,
    List<ViewTile> tiles,
    List<Earlier> earlier) {

  /** Views of one person at most. */
  static final int MOST = 20;

  private static final int MOST_NAME = 100;
  private static final int MOST_TILES = 40;
  private static final int MOST_EARLIER = 5;

  /** Tiles of a view and its earlier versions together, so that a person's record stays small. */
  private static final int MOST_TILES_KEPT = 80;

  /** An earlier version. */
  public record Earlier(int version, long changed, String name, List<ViewTile> tiles) {

    /** Copies the tiles. */
    public Earlier {
      name = Checks.required("views.earlier.name", name, MOST_NAME);
      Checks.size("views.earlier.tiles", tiles, MOST_TILES);
      tiles = List.copyOf(tiles);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a text or a number of items is out of bounds; the message
   *     names the field
   */
  public View {
    id = Checks.id("views.id", id);
    name = Checks.required("name", name, MOST_NAME);
    Checks.size("tiles", tiles, MOST_TILES);
    Checks.size("earlier", earlier, MOST_EARLIER);
    tiles = List.copyOf(tiles);
    earlier = List.copyOf(earlier);
  }

  /**
   * The view that takes the place of another one.
   *
   * @param stored the one with its id that is kept now
   * @param now epoch milliseconds
   * @return the next version; the stored one if nothing differs
   * @throws ConflictException if this view's version is not that of the stored one, on which it
   *     would have to be based; 0 where none is stored
   */
  View after(Optional<View> stored, long now) {
    if (version != stored.map(View::version).orElse(0)) {
      throw new ConflictException(id, stored);
    }
    if (stored.isEmpty()) {
      return new View(id, name, shared, 1, now, tiles, List.of());
    }
    View before = stored.get();
    if (name.equals(before.name) && tiles.equals(before.tiles)) {
      return shared == before.shared
          ? before
          : new View(id, name, shared, version + 1, now, tiles, before.earlier);
    }
    return new View(id, name, shared, version + 1, now, tiles, kept(before));
  }

  /** The versions that are kept beside this one. */
  private List<Earlier> kept(View before) {
    List<Earlier> all = new ArrayList<>();
    all.add(new Earlier(before.version, before.changed, before.name, before.tiles));
    all.addAll(before.earlier);
    int room = MOST_TILES_KEPT - tiles.size();
    List<Earlier> kept = new ArrayList<>();
    for (Earlier one : all) {
      room -= one.tiles().size();
      if (room < 0 || kept.size() == MOST_EARLIER) {
        break;
      }
      kept.add(one);
    }
    return kept;
  }

  /** A change that is not based on the version that is kept now. */
  public static final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private final transient Optional<View> stored;

    ConflictException(String id, Optional<View> stored) {
      super(
          stored
              .map(view -> "version: " + id + " has version " + view.version() + " now")
              .orElse("version: " + id + " is not kept any more; 0 makes a new one"),
          null,
          false,
          false);
      this.stored = stored;
    }

    /** The view that is kept; empty if there is none. */
    public Optional<View> stored() {
      return stored;
    }
  }
}
