/**
 * Telemetry of services: bytes of a standard format become events of {@code service-events}.
 *
 * <p>{@link ai.colonycraft.realtime.push.telemetry.EventFormat} is the one place where that
 * happens; {@link ai.colonycraft.realtime.push.telemetry.OtlpFormat} holds the formats that exist.
 * A further format implements the interface and needs no change elsewhere.
 *
 * <p>Protobuf is read by {@code ProtobufReader} and not by Google's library with OpenTelemetry's
 * generated classes: these are 2.7 MB, hold every span of a request as an object before the first
 * is looked at, and ask for the version of the library that the jobs' rule engine has. Tests
 * compare the reader with them.
 */
package ai.colonycraft.realtime.push.telemetry;
