export const ItemsPage = () => <h1>…</h1>
