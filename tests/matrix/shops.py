"""Shops and mappings written for one test."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from matrix import samples
from matrix.samples import Sample
from percorso.collect.reading import ReadOptions
from percorso.core.settings import Shop
from percorso.pipeline.building import build
from percorso.pipeline.importing import MappingFile, import_files, now
from percorso.store.workspace import Workspace


def copied(shop: Workspace, folder: Path) -> Workspace:
    shutil.copytree(shop.folder, folder)
    return Workspace.open(folder)


def mapping_of(sample: Sample, folder: Path) -> MappingFile | None:
    """Write a sample's mapping and read it as the command line does."""
    return MappingFile.read(written_mapping(sample, folder)) if sample.mapping else None


def written_mapping(sample: Sample, folder: Path) -> Path:
    path = folder / f"{sample.connector}-mapping.toml"
    path.write_text(sample.mapping or "", encoding="utf-8")
    return path


def options_of(sample: Sample) -> ReadOptions:
    return ReadOptions(Shop(), tomllib.loads(sample.mapping) if sample.mapping else None, None, now())


def ready(connector: str, built: Workspace, folder: Path) -> Workspace:
    """Make a shop of a connector: a copy of a built one, with the connector's sample, built again."""
    shop, sample = copied(built, folder), samples.load(connector)
    path = folder.with_name(f"{folder.name}{sample.suffix}")
    path.write_bytes(sample.written())
    import_files(shop, connector, [path], mapping=mapping_of(sample, folder.parent))
    build(shop)
    return shop
