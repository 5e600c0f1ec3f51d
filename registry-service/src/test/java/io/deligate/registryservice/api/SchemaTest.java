package io.deligate.registryservice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.apiaccess.problem.CallerFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
    private static final JsonObject DOCUMENT = new JsonObject("""
            {"components": {"schemas": {
              "Word": {"type": "string", "pattern": "^[a-z]{1,4}$", "x-expected": "1 to 4 of a-z"},
              "Thing": {
                "type": "object", "additionalProperties": false, "required": ["word"],
                "properties": {
                  "word": {"$ref": "#/components/schemas/Word", "description": "a word"},
                  "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 3},
                  "kind": {"type": "string", "enum": ["one", "two", "three"], "default": "two"},
                  "count": {"type": "integer", "minimum": 1, "maximum": 10},
                  "flag": {"type": "boolean", "default": false},
                  "list": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true,
                           "items": {"type": "integer", "minimum": 0}, "default": [7]},
                  "deep": {"type": "object", "maxProperties": 2,
                           "additionalProperties": {"$ref": "#/components/schemas/Word"}}
                }}}}}""");

    @ParameterizedTest
    @Tag("R150")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                 | /word      | word: missing (expected: 1 to 4 of a-z)",
                "{'word':5}                         | /word      | word: bad type (expected: 1 to 4 of a-z)",
                "{'word':null}                      | /word      | word: bad type (expected: 1 to 4 of a-z)",
                "{'word':'secret'}                  | /word      | word: bad value (expected: 1 to 4 of a-z)",
                "{'word':'a\\n'}                    | /word      | word: bad value (expected: 1 to 4 of a-z)",
                "{'word':'a','name':''}             | /name      | name: bad length (expected: 1 to 3 characters or null)",
                "{'word':'a','name':'abcd'}         | /name      | name: bad length (expected: 1 to 3 characters or null)",
                "{'word':'a','kind':'four'}         | /kind      | kind: bad value (expected: one, two or three)",
                "{'word':'a','count':0}             | /count     | count: out of range (expected: an integer from 1 to 10)",
                "{'word':'a','count':11}            | /count     | count: out of range (expected: an integer from 1 to 10)",
                "{'word':'a','count':99999999999999999999} | /count | count: out of range (expected: an integer from 1 to 10)",
                "{'word':'a','count':1.5}           | /count     | count: bad type (expected: an integer from 1 to 10)",
                "{'word':'a','flag':'true'}         | /flag      | flag: bad type (expected: true or false)",
                "{'word':'a','list':[]}             | /list      | list: bad number of items (expected: a list of 1 to 3 different items)",
                "{'word':'a','list':[1,2,3,4]}      | /list      | list: bad number of items (expected: a list of 1 to 3 different items)",
                "{'word':'a','list':[1,'x']}        | /list/1    | list[1]: bad type (expected: an integer from 0)",
                "{'word':'a','list':[1,1]}          | /list/1    | list[1]: given twice (expected: a list of 1 to 3 different items)",
                "{'word':'a','deep':{'x':'A'}}      | /deep/x    | deep.x: bad value (expected: 1 to 4 of a-z)",
                "{'word':'a','deep':{'x':'a','y':'a','z':'a'}} | /deep | deep: bad number of fields (expected: an object)",
                "{'word':'a','a/b~c':1}             | /a~1b~0c   | a/b~c: unknown field (expected: one of word, name, kind, count, flag, list, deep)",
            })
    void saysWhereWhatAndWhatWasExpectedAndNeverTheValue(String body, String pointer, String detail) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(CallerFault.class, fault -> {
            assertThat(fault.problem().pointer()).isEqualTo(pointer);
            assertThat(fault.problem().detail()).isEqualTo(detail);
            assertThat(fault.problem().status()).isEqualTo(400);
        });
    }

    @ParameterizedTest
    @Tag("R150")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                             | ``    | body: not an object",
                "5                              | ``    | body: not an object",
                "{'word':'a'} x                 | ``    | body: broken",
                "{'word':'a'}{}                 | ``    | body: goes on behind the object",
                "{'word':'a','word':'b'}        | /word | word: given twice (expected: once)",
                "{'word':'a','deep':{'x':'a','x':'a'}} | /deep/x | deep.x: given twice (expected: once)",
                "{'word':'\\u0000'}             | /word | word: holds a NUL",
                "{'word':'\\ud800'}             | ``    | body: not valid UTF-8 text",
                "{'word':'a','count':1e999999999999} | /count | count: out of range",
                "{'word':'a'                    | ``    | body: broken",
                "{'word':'a','name':NaN}        | ``    | body: broken",
            })
    void takesJsonInOneWayOnly(String body, String pointer, String detail) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(CallerFault.class, fault -> {
            assertThat(fault.problem().pointer()).isEqualTo(pointer);
            assertThat(fault.problem().detail()).startsWith(detail).contains("(expected: ");
        });
    }

    @Test
    void refusesBytesThatAreNotUtf8AndDepthWithoutEnd() {
        Buffer notUtf8 = Buffer.buffer("{\"word\":\"").appendByte((byte) 0xC0).appendString("\"}");
        assertThatThrownBy(() -> JsonText.object(notUtf8)).isInstanceOf(CallerFault.class);
        Buffer deep = Buffer.buffer("{\"a\":".repeat(20_000));
        assertThatThrownBy(() -> JsonText.object(deep)).isInstanceOf(CallerFault.class);
    }

    @Test
    void fillsInDefaultsAndKeepsWhatIsGiven() {
        JsonObject body =
                read("{'word':'ab','name':null,'count':10,'deep':{'x':'a'}}").json();

        assertThat(body).isEqualTo(new JsonObject("""
                {"word":"ab","name":null,"count":10,"deep":{"x":"a"},"kind":"two","flag":false,"list":[7]}"""));
    }

    @Test
    void aDefaultIsNotSharedBetweenBodies() {
        JsonArray list = read("{'word':'a'}").json().getJsonArray("list");
        list.add(8);
        assertThat(read("{'word':'a'}").integers("list")).containsExactly(7);
    }

    @Test
    void aRuleNobodyWouldCheckStopsTheStart() {
        assertThatThrownBy(() -> Schema.of(DOCUMENT, new JsonObject("{\"oneOf\":[]}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("oneOf");
        assertThatThrownBy(() -> Schema.of(DOCUMENT, new JsonObject("{\"type\":\"string\",\"pattern\":\"^a\"}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from ^ to $");
        assertThatThrownBy(() -> Schema.of(DOCUMENT, new JsonObject("{\"$ref\":\"#/components/schemas/None\"}")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static JsonBody read(String body) {
        Schema schema = Schema.of(DOCUMENT, new JsonObject("{\"$ref\":\"#/components/schemas/Thing\"}"));
        return JsonBody.of(Buffer.buffer(body.replace('\'', '"')), schema, true);
    }
}
