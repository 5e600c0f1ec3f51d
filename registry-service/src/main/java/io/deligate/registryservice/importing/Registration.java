package io.deligate.registryservice.importing;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.servicekit.config.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line whose fields have the right form.
 *
 * @param username empty when none was given
 * @param password null when none was given
 */
record Registration(
        long line,
        DeviceId device,
        ProductModel product,
        String username,
        @Nullable Secret password,
        String name) {
    /** What a line of the file says, or what is wrong with it; a value is never repeated. */
    sealed interface Reading {}

    record Good(Registration registration) implements Reading {}

    record Bad(String reason) implements Reading {}

    static Reading of(Line.Fields fields) {
        Optional<DeviceId> device = DeviceId.parse(fields.deviceId());
        if (device.isEmpty()) {
            return bad("device_id", "1 to 64 letters, digits, - or _");
        }
        Optional<ProductModel> product = ProductModel.parse(text(fields.product()));
        if (product.isEmpty()) {
            return bad("product", "1 to 16 of A-Z, 0-9 and -");
        }
        String username = text(fields.username());
        if (!username.isEmpty() && !Credentials.isUsable(username)) {
            return bad("username", Credentials.EXPECTED);
        }
        String password = text(fields.password());
        if (!password.isEmpty() && !Credentials.isUsable(password)) {
            return bad("password", Credentials.EXPECTED);
        }
        String name = text(fields.name());
        if (!isName(name)) {
            return bad("name", "at most " + DeviceReport.MAX_NAME + " characters, none of them a control character");
        }
        return new Good(new Registration(
                fields.number(),
                device.get(),
                product.get(),
                username,
                password.isEmpty() ? null : new Secret(password),
                name));
    }

    private static boolean isName(String text) {
        return text.codePointCount(0, text.length()) <= DeviceReport.MAX_NAME
                && text.codePoints()
                        .noneMatch(c -> Character.getType(c) == Character.CONTROL
                                || Character.getType(c) == Character.SURROGATE);
    }

    private static Bad bad(String field, String expected) {
        return new Bad(field + ": not usable (expected: " + expected + ")");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
