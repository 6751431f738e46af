/** First stage: records of Kafka become typed values, whole batches at a time. */
package ai.colonycraft.realtime.push.feed;
