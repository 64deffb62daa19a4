{-# LANGUAGE DerivingStrategies #-}
{-# LANGUAGE GADTs, LambdaCase, PatternSynonyms, TypeFamilies #-}

-- | Rounds and totals invoices.
--
-- Amounts are kept in cents.
module Billing.Invoice
  ( Invoice (..)
  , total
  ) where

import Control.Monad
import Data.Map.Strict (Map, (!), insertWith)
import qualified Data.Map.Strict as Map
import Data.Text qualified as T
import qualified Data.List
import Data.Tax as Tax (Rate (..), type (+), pattern Zero)
import Data.Legacy as L hiding (round)
import Prelude hiding (lookup)

-- | An amount.
newtype Cents = Cents { unCents :: Integer }
  deriving stock (Eq, Show)
  deriving newtype (Num)

{- | What is sold.

<!--TAG:billing/rounding-->
-}
data Kind
  = Goods -- ^ Things one can touch.
  | Service { hours :: !Double, rate :: Cents }
  | Text :+: Int
  deriving (Eq)

data Invoice a = Invoice
  { invoiceId :: Int
  -- | In their order.
  , line, total' :: [a]
  }

data Term :: Type -> Type where
  Number :: Int -> Term Int
  Both, Either' :: Term a -> Term b -> Term (a, b)

type Name = T.Text

type family Elem c where
  Elem [e] = e
  Elem (Map k v) = v

-- | Something with a price.
class (Show a) => Priced a where
  {-# MINIMAL price #-}
  type Currency a :: Type

  -- | The price in cents.
  price :: a -> Cents
  label, title :: a -> String
  label = show

  infixl 6 |+
  (|+) :: a -> a -> Cents
  left |+ right = price left + price right

instance Priced Kind where
  type Currency Kind = Euro

  price Goods = Cents 199
  price (Service spent cost) = roundCents 5 $ scale spent cost
    where
      scale factor = Cents . truncate . (factor *) . fromIntegral . unCents
  price _ = 0

-- | Sums of what has a price.
instance (Priced a) => Priced (Invoice a) where
  price = total

deriving instance Show (Invoice Int)

maxLines :: Int
maxLines = 64

greeting, farewell :: String
greeting = "Grüße"
farewell = "Tschüß"

-- | Rounds to a step.
roundCents :: Integer -> Cents -> Cents
roundCents 0 cents = cents
-- anything else
roundCents step (Cents n)
  | step < 0 = error "négatif"
  | otherwise = Cents (half n `div` step * step)
  where
    half :: Integer -> Integer
    half = (+ step `div` 2)

-- | The sum of all lines.
total :: forall a. (Priced a) => Invoice a -> Cents
{-# INLINE total #-}
total invoice = go 0 (line invoice)
  where
    go acc [] = acc
    go acc (x : xs) = go (acc + price x) xs

infixr 5 <+>

(<+>) :: Cents -> Cents -> Cents
Cents a <+> Cents b = Cents (a + b)

lookupRate key rates = Map.findWithDefault Tax.Zero key rates & Tax.normalize

describe = \case
  Goods -> "goods"
  _ -> T.unpack <$> other

summary = unlines . fmap label
(low, high) = (0, 100)

-- | Nothing to pay.
pattern Free :: Cents
pattern Free = Cents 0

foreign import ccall "math.h ceil" c_ceil :: Double -> Double

-- Prints one invoice.
main :: IO ()
main = do
  invoices <- readAll
  let first = head invoices
  forM_ [1 .. 3] $ \n -> print n
  Data.List.foldl' (flip insert) Map.empty [] `seq` flush
  putStrLn . show =<< T.strip (T.pack greeting)
  save first { invoiceId = 2 }
