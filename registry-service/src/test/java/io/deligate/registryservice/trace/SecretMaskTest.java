package io.deligate.registryservice.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R148")
class SecretMaskTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'token':'hidden'}",
                "{'data':{'Access-Token':'hidden'}}",
                "{'list':[[{'ftp_password':'hidden'}]]}",
                "{'userMobile':{'number':'hidden'}}",
                "{'telephone':'hidden','PHONE':['hidden']}",
                "{'product_key':'hidden'}",
                "{'payload':'{\\'users\\':[{\\'mobile\\':\\'hidden\\'}]}'}",
                "{'payload':' [{\\'pwd\\':\\'hidden\\'}] '}",
                "{'file_path':'ftp://user:hidden@files.example/log'}",
                "{'text':'{ not json ftp://user:hidden@files.example/log'}",
            })
    void hidesSecretsWhereverTheyStand(String json) {
        Object masked = SecretMask.masked(new JsonObject(json.replace('\'', '"')));
        assertThat(String.valueOf(masked)).doesNotContain("hidden").contains(SecretMask.MASK);
    }

    @Test
    void ofPropertiesOnlyWhatIsSecretForSureIsHiddenAndTheRestStaysAsItWasSpelt() {
        assertThat(SecretMask.properties("{\"ip\":\"1.2.3.4\",\"wifi_password\":\"hidden\",\"token\":\"hidden\"}"))
                .isEqualTo("{\"ip\":\"1.2.3.4\",\"wifi_password\":\"***\",\"token\":\"***\"}");
        assertThat(SecretMask.properties("{\"wifi\":{\"ssid\":\"s\",\"password\":\"hidden\"}}"))
                .isEqualTo("{\"wifi\":{\"ssid\":\"s\",\"password\":\"***\"}}");
        String plain = "{ \"key\":\"v\", \"phone_jack\":1.50, \"n\":123456789012345678901234567890 }";
        assertThat(SecretMask.properties(plain)).isSameAs(plain);
    }

    @Test
    void leavesTheRestAsItIs() {
        JsonObject data = new JsonObject("""
                {"cmd":"checkin","payload":[{"user_id":"5","time":1,"ok":true,"none":null,"text":"a@b http://x/y@z"}],
                 "users":"{\\"n\\":1}","token":null}""");
        assertThat(SecretMask.masked(data)).isEqualTo(data);
    }
}
