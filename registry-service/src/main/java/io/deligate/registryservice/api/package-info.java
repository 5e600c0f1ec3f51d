/**
 * The REST interface.
 *
 * <p>A call is added in two places. In {@code openapi.yaml}: path, {@code operationId}, {@code x-role} (the least role),
 * {@code requestBody} and every status it answers with. In a class that implements
 * {@link io.deligate.registryservice.api.Calls}: an operation under that {@code operationId}, which gets a {@code Request}
 * and answers with an {@code Answer}. What the schema of an {@code application/json} body says is checked before the
 * operation sees the body, and defaults are filled in; a body with {@code x-stream: true} is handed on as it arrives;
 * {@code x-max-bytes} bounds either. A fault of the caller is a {@code CallerFault} with its {@code Problem}.
 */
@NullMarked
@CheckReturnValue
package io.deligate.registryservice.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
