export const ChatPage = ({ sessionId }: { sessionId?: string }) => <h1>{sessionId}</h1>
