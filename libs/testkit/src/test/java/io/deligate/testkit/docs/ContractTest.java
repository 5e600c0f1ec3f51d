package io.deligate.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final JsonObject DOCUMENT = new JsonObject("""
            {
              "reading": {"type": "object", "required": ["at"], "properties": {"at": {"$ref": "#/parts/time"}}},
              "parts": {"time": {"type": "integer", "minimum": 0}},
              "list": {"type": "array", "items": {"$ref": "#/reading", "title": "one"}},
              "circle": {"items": {"$ref": "#/circle"}},
              "lost": {"$ref": "#/parts/place"}
            }
            """);
    private final Contract contract = Contract.openApi(DOCUMENT);

    @Test
    void putsWhatAPartRefersToInItsPlace() {
        JsonObject list = contract.resolved(DOCUMENT.getJsonObject("list"));

        JsonObject item = list.getJsonObject("items");
        assertThat(item.getString("title")).isEqualTo("one");
        assertThat(item.getJsonObject("properties").getJsonObject("at").getString("type"))
                .isEqualTo("integer");
    }

    @Test
    void saysWhatIsWrongWithAValueAndNothingOfAGoodOne() {
        JsonObject schema = contract.resolved(DOCUMENT.getJsonObject("list"));

        assertThat(contract.faults(schema, new JsonArray().add(new JsonObject().put("at", 7))))
                .isEmpty();
        assertThat(contract.faults(schema, new JsonArray().add(new JsonObject())))
                .anySatisfy(fault -> assertThat(fault).contains("at"));
        assertThat(contract.faults(schema, new JsonArray().add(new JsonObject().put("at", -1))))
                .anySatisfy(fault -> assertThat(fault).contains("#/0/at"));
    }

    @Test
    void refusesReferencesToNothingAndInACircle() {
        assertThatThrownBy(() -> contract.resolved(DOCUMENT.getJsonObject("lost")))
                .hasMessageContaining("#/parts/place");
        assertThatThrownBy(() -> contract.resolved(DOCUMENT.getJsonObject("circle")))
                .hasMessageContaining("go round");
    }
}
