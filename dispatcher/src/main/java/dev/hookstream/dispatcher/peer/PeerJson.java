package dev.hookstream.dispatcher.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.hookstream.schemas.serde.AvroCodec;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecordBase;

/** JSON in which Avro records are bytes: they know their own versions. */
final class PeerJson {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(SpecificRecordBase.class, new Writer())
                  .setDeserializerModifier(new Readers()))
          // A newer instance may say more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PeerJson() {}

  private static final class Writer extends JsonSerializer<SpecificRecordBase> {
    @Override
    public void serialize(SpecificRecordBase record, JsonGenerator json, SerializerProvider unused)
        throws IOException {
      json.writeBinary(encode(record));
    }

    @SuppressWarnings("unchecked") // A record is of its own class.
    private static <T extends SpecificRecordBase> byte[] encode(T record) {
      return AvroCodec.of((Class<T>) record.getClass()).encode(record);
    }
  }

  private static final class Readers extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> usual) {
      return SpecificRecordBase.class.isAssignableFrom(bean.getBeanClass())
          ? new Reader(bean.getBeanClass().asSubclass(SpecificRecordBase.class))
          : usual;
    }
  }

  private static final class Reader extends JsonDeserializer<SpecificRecordBase> {
    private final AvroCodec<? extends SpecificRecordBase> codec;

    Reader(Class<? extends SpecificRecordBase> type) {
      this.codec = AvroCodec.of(type);
    }

    @Override
    public SpecificRecordBase deserialize(JsonParser json, DeserializationContext unused)
        throws IOException {
      return codec.decode(json.getBinaryValue());
    }
  }
}
