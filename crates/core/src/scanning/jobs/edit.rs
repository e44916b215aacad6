//! What a change to pages means for where they stand and how they are made: pure, so that undoing is putting back.

mod order;

use super::{
    store::{PageRow, Place},
    types::{Edit, StepKind},
};
use crate::{
    Error, Result,
    pages::{Crop, Turn, interleave},
};
use order::{all, arrange, sheets, shown};
use uuid::Uuid;

/// The batches whose pages an edit needs to see.
pub enum Seen {
    /// That of this page.
    OfPage(Uuid),
    /// That of this page, and this one.
    PageAndBatch(Uuid, Uuid),
    /// Those of these two pages.
    TwoPages(Uuid, Uuid),
    /// This one.
    Batch(Uuid),
    /// These two.
    Both(Uuid, Uuid),
}

impl Edit {
    /// The name under which it can be undone.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Turn { .. } => StepKind::Turn,
            Self::Correct { .. } => StepKind::Correct,
            Self::Remove { .. } | Self::RemoveBlank { .. } => StepKind::Remove,
            Self::Restore { .. } => StepKind::Restore,
            Self::Move { .. } => StepKind::Move,
            Self::Split { .. } => StepKind::Split,
            Self::Merge { .. } => StepKind::Merge,
            Self::Interleave { .. } => StepKind::Interleave,
            Self::Card { .. } => StepKind::Card,
        }
    }

    /// What it needs to see.
    pub fn sees(&self) -> Seen {
        match *self {
            Self::Turn { page_id, .. }
            | Self::Correct { page_id, .. }
            | Self::Remove { page_id }
            | Self::Restore { page_id }
            | Self::Split { page_id } => Seen::OfPage(page_id),
            Self::Move { page_id, batch_id, .. } => Seen::PageAndBatch(page_id, batch_id),
            Self::RemoveBlank { batch_id } | Self::Interleave { batch_id } => Seen::Batch(batch_id),
            Self::Merge { batch_id, into } => Seen::Both(batch_id, into),
            Self::Card { front_id, back_id } => Seen::TwoPages(front_id, back_id),
        }
    }
}

/// The places of all `pages` after an edit; `fresh` is the id of a batch that it may make. In order of their batches.
///
/// # Errors
/// `NotFound` where a page or a place is not there (any more); `BadRequest` where the edit makes no sense
pub fn apply(pages: &[PageRow], edit: &Edit, fresh: Uuid) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = pages.iter().map(Place::from).collect();
    let row = |id: Uuid| pages.iter().find(|page| page.id == id).ok_or(Error::NotFound);
    let place = |places: &mut Vec<Place>, id: Uuid, change: &dyn Fn(&mut Place)| {
        places.iter_mut().filter(|place| place.page_id == id).for_each(change);
    };
    match *edit {
        Edit::Turn { page_id, quarters } => {
            let page = row(page_id)?;
            let taken = page.finished.as_ref().map_or(Turn::None, |finished| finished.turn);
            let now = if page.corrections.turn == Turn::Auto { taken } else { page.corrections.turn };
            let steps = quarters.rem_euclid(4);
            let turn = (0..steps).fold(now.then(Turn::None), |turn, _| turn.then(Turn::Right));
            let crop = (0..steps).fold(page.corrections.crop, |crop, _| turned(crop));
            place(&mut places, page_id, &|place| {
                place.corrections.turn = turn;
                place.corrections.crop = crop;
            });
        }
        Edit::Correct { page_id, corrections } => {
            row(page_id)?;
            place(&mut places, page_id, &|place| place.corrections = corrections);
        }
        Edit::Remove { page_id } => {
            row(page_id)?;
            place(&mut places, page_id, &|place| place.removed = true);
        }
        Edit::RemoveBlank { .. } => {
            let blank: Vec<Uuid> = pages.iter().filter(|page| is_blank(page)).map(|page| page.id).collect();
            for id in blank {
                place(&mut places, id, &|place| (place.removed, place.as_blank) = (true, true));
            }
        }
        Edit::Restore { page_id } => {
            row(page_id)?;
            for other in &mut places {
                if other.back_id == Some(page_id) {
                    other.back_id = None;
                }
            }
            place(&mut places, page_id, &|place| (place.removed, place.as_blank) = (false, false));
        }
        Edit::Move { page_id, batch_id, to } => {
            if row(page_id)?.removed {
                return Err(Error::BadRequest);
            }
            let (mut order, mut shown) = (all(&places, batch_id), shown(&places, batch_id));
            order.retain(|id| *id != page_id);
            shown.retain(|id| *id != page_id);
            let next = usize::try_from(to).ok().and_then(|to| shown.get(to));
            let at = order.iter().position(|id| Some(id) == next).unwrap_or(order.len());
            order.insert(at, page_id);
            arrange(&mut places, batch_id, &order);
        }
        Edit::Split { page_id } => {
            let from = row(page_id)?.batch_id;
            // What is left behind must show something.
            if !shown(&places, from).iter().skip(1).any(|id| *id == page_id) {
                return Err(Error::BadRequest);
            }
            let order = all(&places, from);
            let at = order.iter().position(|id| *id == page_id).ok_or(Error::BadRequest)?;
            arrange(&mut places, fresh, &order[at..]);
        }
        Edit::Merge { batch_id, into } => {
            if batch_id == into {
                return Err(Error::BadRequest);
            }
            let order = [all(&places, into), all(&places, batch_id)].concat();
            arrange(&mut places, into, &order);
        }
        Edit::Interleave { batch_id } => {
            let (mut fronts, others) = sheets(&places, batch_id);
            let backs = fronts.split_off(fronts.len().div_ceil(2));
            let order = [interleave(fronts, backs), others].concat();
            arrange(&mut places, batch_id, &order);
        }
        Edit::Card { front_id, back_id } => {
            let (front, back) = (row(front_id)?, row(back_id)?);
            let single = |page: &PageRow| !page.removed && page.back_id.is_none();
            if front_id == back_id || !single(front) || !single(back) {
                return Err(Error::BadRequest);
            }
            let (batch, position) = (front.batch_id, front.position);
            place(&mut places, front_id, &|place| place.back_id = Some(back_id));
            place(&mut places, back_id, &|place| {
                place.removed = true;
                place.batch_id = batch;
                place.position = position;
            });
        }
    }
    Ok(places)
}

/// Whether nothing is on a page that is as the document would show it.
fn is_blank(page: &PageRow) -> bool {
    !page.removed
        && page.finished_revision == page.revision
        && page.finished.as_ref().is_some_and(|finished| finished.blank)
}

/// What was cut out before a turn to the right, as it stands after it.
fn turned(crop: Crop) -> Crop {
    match crop {
        Crop::Rect { left, top, width, height } => {
            let left_after = 1000_u16.saturating_sub(top.saturating_add(height));
            Crop::Rect { left: left_after, top: left, width: height, height: width }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
