interface Notification {
    id: string;
    type: 'info' | 'warning' | 'critical';
    title: string;
    message: string;
    timestamp: number;
    source: string;
    context?: Record<string, any>;
    actionUrl?: string;
}

class NotificationService {
    private static instance: NotificationService;
    private socket: WebSocket | null = null;
    private listeners: ((notification: Notification) => void)[] = [];
    
    private constructor() {
        this.connect();
    }
    
    public static getInstance(): NotificationService {
        if (!NotificationService.instance) {
            NotificationService.instance = new NotificationService();
        }
        
        return NotificationService.instance;
    }
    
    private connect(): void {
        this.socket = new WebSocket('wss://notifications.colonycraft.ai/stream');
        
        this.socket.onopen = () => {
            console.log('Notification stream connected');
        };
        
        this.socket.onmessage = (event) => {
            try {
                const notification: Notification = JSON.parse(event.data);
                this.notifyListeners(notification);
                
                // Show desktop notification for critical alerts if supported
                if (notification.type === 'critical' && 'Notification' in window) {
                    this.showDesktopNotification(notification);
                }
            } catch (error) {
                console.error('Error processing notification', error);
            }
        };
        
        this.socket.onclose = () => {
            console.log('Notification stream disconnected, reconnecting...');
            setTimeout(() => this.connect(), 5000);
        };
        
        this.socket.onerror = (error) => {
            console.error('WebSocket error', error);
            this.socket?.close();
        };
    }
    
    public addListener(listener: (notification: Notification) => void): void {
        this.listeners.push(listener);
    }
    
    public removeListener(listener: (notification: Notification) => void): void {
        const index = this.listeners.indexOf(listener);
        if (index !== -1) {
            this.listeners.splice(index, 1);
        }
    }
    
    private notifyListeners(notification: Notification): void {
        this.listeners.forEach(listener => listener(notification));
    }
    
    private showDesktopNotification(notification: Notification): void {
        if (Notification.permission === 'granted') {
            new Notification(notification.title, {
                body: notification.message,
                icon: `/assets/icons/${notification.type}.png`,
                tag: notification.id
            });
        } else if (Notification.permission !== 'denied') {
            Notification.requestPermission().then(permission => {
                if (permission === 'granted') {
                    this.showDesktopNotification(notification);
                }
            });
        }
    }
}
