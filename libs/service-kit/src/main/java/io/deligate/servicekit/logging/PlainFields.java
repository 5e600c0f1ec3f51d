package io.deligate.servicekit.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import net.logstash.logback.decorate.JsonFactoryDecorator;

/**
 * Writes a field of a log line in JSON as it stands in text: an identifier is text and no object with a member, and an
 * exception is its one line. Numbers, truth values and lists stay what they are. Named in {@code logback.xml}.
 */
public final class PlainFields implements JsonFactoryDecorator {
    @Override
    public JsonFactory decorate(JsonFactory factory) {
        var module = new SimpleModule("plain fields");
        module.setSerializerModifier(new BeanSerializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonSerializer<?> modifySerializer(
                    SerializationConfig config, BeanDescription type, JsonSerializer<?> serializer) {
                return serializer instanceof StdScalarSerializer ? serializer : ToStringSerializer.instance;
            }
        });
        var unused = ((ObjectMapper) factory.getCodec()).registerModule(module);
        return factory;
    }
}
