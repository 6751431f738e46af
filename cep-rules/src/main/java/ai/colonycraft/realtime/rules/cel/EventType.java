package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Field;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The platform event as CEL's checker knows it. */
final class EventType implements CelTypeProvider {

  /** The name under which the fields that are none of the known ones are found, as a map. */
  static final String EXTRA = "extra";

  static final StructType EVENT = event();

  static final EventType PROVIDER = new EventType();

  private EventType() {}

  private static StructType event() {
    Map<String, CelType> fields = new LinkedHashMap<>();
    for (Field field : Field.values()) {
      fields.put(
          field.jsonName(),
          switch (field.kind()) {
            case TEXT -> SimpleType.STRING;
            case INTEGER -> SimpleType.INT;
            case DECIMAL -> SimpleType.DOUBLE;
          });
    }
    fields.put(Scope.MEASURED, SimpleType.DOUBLE);
    fields.put(Scope.USUAL, SimpleType.DOUBLE);
    fields.put(EXTRA, MapType.create(SimpleType.STRING, SimpleType.DYN));
    return StructType.create(
        "Event",
        ImmutableSet.copyOf(fields.keySet()),
        name -> Optional.ofNullable(fields.get(name)));
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.of(EVENT);
  }

  @Override
  public Optional<CelType> findType(String name) {
    return name.equals(EVENT.name()) ? Optional.of(EVENT) : Optional.empty();
  }
}
