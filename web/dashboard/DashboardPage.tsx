export const DashboardPage = () => <h1>…</h1>
