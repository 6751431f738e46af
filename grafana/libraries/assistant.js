/** In place of Grafana's assistant, which belongs to its cloud. */
export const OpenAssistantButton = () => null;
