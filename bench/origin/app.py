"""The origin's items API on the origin's own stack, as a careful person writes it: FastAPI, SQLAlchemy 2 style on asyncpg.

Beside what it did, lists have an order (newest first) and an index that serves it.
"""

import os
import uuid
from datetime import datetime
from typing import AsyncGenerator, List, Optional

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel
from sqlalchemy import Column, DateTime, String, Text, func, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import declarative_base, sessionmaker

url = os.environ["DATABASE_URL"].replace("postgres://", "postgresql+asyncpg://")
pool_size = os.environ.get("POOL_SIZE")
# Without POOL_SIZE: SQLAlchemy's own default, 5 connections and 10 more under pressure.
pool = {"pool_size": int(pool_size), "max_overflow": 0} if pool_size else {}
engine = create_async_engine(url, **pool)
make_session = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
Base = declarative_base()


class Item(Base):
    __tablename__ = "items"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    name = Column(String(255), nullable=False, index=True)
    description = Column(Text)
    created_at = Column(DateTime, nullable=False, default=datetime.utcnow, index=True)
    updated_at = Column(DateTime, nullable=False, default=datetime.utcnow, onupdate=datetime.utcnow)


class ItemCreate(BaseModel):
    name: str
    description: Optional[str] = None


class ItemUpdate(BaseModel):
    name: Optional[str] = None
    description: Optional[str] = None


class ItemResponse(BaseModel):
    id: uuid.UUID
    name: str
    description: Optional[str]
    created_at: datetime
    updated_at: datetime

    class Config:
        orm_mode = True


class ItemsResponse(BaseModel):
    items: List[ItemResponse]
    total: int


app = FastAPI()


@app.on_event("startup")
async def create_tables() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def get_session() -> AsyncGenerator[AsyncSession, None]:
    async with make_session() as session:
        yield session


async def find(session: AsyncSession, item_id: uuid.UUID) -> Item:
    item = (await session.execute(select(Item).where(Item.id == item_id))).scalars().first()
    if item is None:
        raise HTTPException(status_code=404, detail="Item not found")
    return item


@app.get("/api/v1/")
async def health() -> dict:
    return {"status": "ok"}


@app.get("/api/v1/items", response_model=ItemsResponse)
async def list_items(
    skip: int = Query(0, ge=0),
    limit: int = Query(100, ge=1, le=1000),
    session: AsyncSession = Depends(get_session),
):
    statement = select(Item).order_by(Item.created_at.desc()).offset(skip).limit(limit)
    items = (await session.execute(statement)).scalars().all()
    total = (await session.execute(select(func.count(Item.id)))).scalar()
    return {"items": items, "total": total}


@app.post("/api/v1/items", response_model=ItemResponse, status_code=201)
async def create_item(body: ItemCreate, session: AsyncSession = Depends(get_session)):
    item = Item(**body.dict())
    session.add(item)
    await session.commit()
    await session.refresh(item)
    return item


@app.get("/api/v1/items/{item_id}", response_model=ItemResponse)
async def read_item(item_id: uuid.UUID, session: AsyncSession = Depends(get_session)):
    return await find(session, item_id)


@app.put("/api/v1/items/{item_id}", response_model=ItemResponse)
async def update_item(item_id: uuid.UUID, body: ItemUpdate, session: AsyncSession = Depends(get_session)):
    item = await find(session, item_id)
    for field, value in body.dict(exclude_unset=True).items():
        setattr(item, field, value)
    await session.commit()
    await session.refresh(item)
    return item


@app.delete("/api/v1/items/{item_id}", response_model=ItemResponse)
async def delete_item(item_id: uuid.UUID, session: AsyncSession = Depends(get_session)):
    item = await find(session, item_id)
    await session.delete(item)
    await session.commit()
    return item
