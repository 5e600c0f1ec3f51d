package io.deligate.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void itsValueIsNeverPrinted() {
        record Holder(Secret key) {}

        assertThat(new Holder(new Secret("hunter2"))).asString().isEqualTo("Holder[key=***]");
    }

    @Test
    void itIsEqualToTheSameValueOnly() {
        Secret secret = new Secret("hunter2");

        assertThat(secret).isEqualTo(new Secret("hunter2")).isNotEqualTo(new Secret("hunter3"));
        assertThat(secret.hashCode()).isEqualTo(new Secret("hunter2").hashCode());
        assertThat(secret.matches("hunter2")).isTrue();
        assertThat(secret.matches("hunter")).isFalse();
        assertThat(secret.reveal()).isEqualTo("hunter2");
    }

    @Test
    void itIsNeverEmpty() {
        assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
    }
}
