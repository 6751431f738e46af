// Client-side WebSocket connection for real-time metric updates
class MetricStreamClient {
    constructor(url) {
        this.url = url;
        this.socket = null;
        this.listeners = new Map();
        this.reconnectDelay = 1000;
        this.maxReconnectDelay = 30000;
    }
    
    connect() {
        console.log(`Connecting to metric stream at ${this.url}`);
        this.socket = new WebSocket(this.url);
        
        this.socket.onopen = () => {
            console.log("Connection established");
            this.reconnectDelay = 1000;
        };
        
        this.socket.onmessage = (event) => {
            try {
                const data = JSON.parse(event.data);
                this.dispatchMetric(data);
            } catch (e) {
                console.error("Error parsing metric data", e);
            }
        };
        
        this.socket.onclose = () => {
            console.log("Connection closed, reconnecting...");
            setTimeout(() => this.connect(), this.reconnectDelay);
            this.reconnectDelay = Math.min(this.reconnectDelay * 1.5, this.maxReconnectDelay);
        };
        
        this.socket.onerror = (error) => {
            console.error("WebSocket error", error);
            this.socket.close();
        };
    }
    
    subscribe(metricName, callback) {
        if (!this.listeners.has(metricName)) {
            this.listeners.set(metricName, []);
        }
        this.listeners.get(metricName).push(callback);
        
        // Request the metric if connection is open
        if (this.socket && this.socket.readyState === WebSocket.OPEN) {
            this.socket.send(JSON.stringify({
                action: "subscribe",
                metric: metricName
            }));
        }
    }
    
    unsubscribe(metricName, callback) {
        if (this.listeners.has(metricName)) {
            const callbacks = this.listeners.get(metricName);
            const index = callbacks.indexOf(callback);
            if (index !== -1) {
                callbacks.splice(index, 1);
                
                // If no more listeners, unsubscribe from the metric
                if (callbacks.length === 0) {
                    this.listeners.delete(metricName);
                    if (this.socket && this.socket.readyState === WebSocket.OPEN) {
                        this.socket.send(JSON.stringify({
                            action: "unsubscribe",
                            metric: metricName
                        }));
                    }
                }
            }
        }
    }
    
    dispatchMetric(data) {
        if (data.metric && this.listeners.has(data.metric)) {
            const callbacks = this.listeners.get(data.metric);
            callbacks.forEach(callback => callback(data.value, data.timestamp));
        }
    }
}
