/** Manifests, alerts, dashboards and images, held against each other and against the services. */
@NullMarked
package io.deligate.k8stests;

import org.jspecify.annotations.NullMarked;
