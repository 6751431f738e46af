package ai.colonycraft.realtime.jobs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Every serializer of ours can follow the one that the released version wrote into savepoints. */
class SerializersTest {

  @Test
  void everyReleasedSerializerIsStillThereAndCompatible() throws Exception {
    Map<String, TypeSerializer<?>> serializers = serializers();
    Map<String, String> now = new TreeMap<>();
    for (Map.Entry<String, TypeSerializer<?>> entry : serializers.entrySet()) {
      now.put(entry.getKey(), written(entry.getValue().snapshotConfiguration()));
    }
    assertThat(now).isNotEmpty();

    for (Map.Entry<String, String> old : Released.read("serializers.txt", now).entrySet()) {
      TypeSerializer<?> serializer = serializers.get(old.getKey());
      assertThat(serializer).as("serializer of released state: %s", old.getKey()).isNotNull();
      TypeSerializerSchemaCompatibility<?> compatibility =
          compatibility(serializer, old.getValue());
      assertThat(compatibility.isIncompatible())
          .as("%s: %s", old.getKey(), compatibility)
          .isFalse();
    }
  }

  @Test
  void aSerializerThatWritesSomethingElseIsIncompatible() throws Exception {
    String released = written(new EventSerializer().snapshotConfiguration());

    assertThat(compatibility(new EventSerializer(), released).isIncompatible()).isFalse();
    assertThat(compatibility(new Outbound.Serializer(), released).isIncompatible()).isTrue();
  }

  private static Map<String, TypeSerializer<?>> serializers() throws Exception {
    Map<String, TypeSerializer<?>> serializers = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackagesOf(UserActivityJob.class)) {
      if (type.isAssignableTo(ValueSerializer.class)
          && !type.getModifiers().contains(JavaModifier.ABSTRACT)) {
        Constructor<?> constructor = Class.forName(type.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        serializers.put(type.getName(), (TypeSerializer<?>) constructor.newInstance());
      }
    }
    return serializers;
  }

  private static String written(TypeSerializerSnapshot<?> snapshot) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return Base64.getEncoder().encodeToString(out.getCopyOfBuffer());
  }

  private static <T> TypeSerializerSchemaCompatibility<T> compatibility(
      TypeSerializer<T> now, String released) throws Exception {
    TypeSerializerSnapshot<T> old =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(Base64.getDecoder().decode(released)),
            SerializersTest.class.getClassLoader());
    return now.snapshotConfiguration().resolveSchemaCompatibility(old);
  }
}
