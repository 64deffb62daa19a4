//
// Invoices: Beträge, rounding and a small ledger. <!--TAG:billing/rounding-->
//

#import <Foundation/Foundation.h>
#import "Ledger.h"
#include <math.h>
@import UIKit;
@import CoreGraphics.CGGeometry;

#define RATE 0.19
#define SQUARE(x) ((x) * (x))

@class Customer, Store;
@protocol Archiver;

/// How an invoice stands.
typedef enum : NSInteger {
    InvoiceStateOpen = 0, // not paid
    InvoiceStatePaid,
} InvoiceState;

typedef struct {
    double net;
    double tax;
} Amount;

typedef void (^InvoiceHandler)(NSString *name, NSError *_Nullable error);

/// Where invoices are posted.
extern NSString *const InvoiceDidChangeNotification;
static NSUInteger const kLimit = 100;
NSString *const InvoiceDidChangeNotification = @"Geändert";

/// Something that can be totalled.
@protocol Totalling <NSObject>
@property (nonatomic, readonly) double total;
/// The total for one rate.
- (double)totalWithRate:(double)rate;
@optional
+ (instancetype)empty;
@end

/**
 * One invoice.
 *
 * Not safe for threads.
 */
NS_SWIFT_NAME(Bill)
@interface Invoice<ItemType> : NSObject <Totalling, NSCopying> {
    NSMutableArray *_lines;
    @private
    int _count, _limit;
}

@property (nonatomic, copy) NSString *name; // as printed
@property (nonatomic, strong, nullable) NSArray<ItemType> *items;
@property (nonatomic, copy) void (^handler)(BOOL done);
@property (class, readonly) Invoice *shared;

/// Makes an invoice.
- (instancetype)initWithName:(NSString *)name lines:(NSArray *)lines NS_DESIGNATED_INITIALIZER;
- (void)addLine:(NSString *)line to:(Store *)store;
+ (instancetype)invoiceNamed:(NSString *)name;
@end

/// Dates of an invoice.
@interface Invoice (Dates)
- (NSDate *)dueDate;
@end

@interface Invoice ()
@property (nonatomic) BOOL dirty;
@end

/// Rounds to whole cents.
static double rounded(double value) {
    return round(value * 100) / 100;
}

@implementation Invoice {
    NSString *_secret;
}

@synthesize name = _name, items;
@dynamic shared;

#pragma mark - Life

- (instancetype)initWithName:(NSString *)name lines:(NSArray *)lines {
    self = [super init];
    if (self) {
        _name = [name copy];
        [self.items enumerateObjectsUsingBlock:^(id each, NSUInteger index, BOOL *stop) {
            NSLog(@"%@ %lu", each, (unsigned long)index);
        }];
    }
    return self;
}

// The one that everybody shares.
+ (Invoice *)shared {
    static dispatch_once_t once;
    dispatch_once(&once, ^{
        [[NSNotificationCenter defaultCenter] postNotificationName:InvoiceDidChangeNotification object:nil];
    });
    return [[self alloc] initWithName:@"Rechnung" lines:@[]];
}

- (void)addLine:(NSString *)line to:(Store *)store {
    @synchronized(self) {
        [_lines addObject:line];
        [store.ledger record:line in:self];
    }
    SEL action = @selector(addLine:to:);
    double sum = rounded(SQUARE(2.0));
}

- (double)total { return rounded(1.5); }

@end

@implementation Invoice (Dates)
- (NSDate *)dueDate {
    return [NSDate dateWithTimeIntervalSinceNow:kLimit];
}
@end

int main(int argc, const char *argv[]) {
    @autoreleasepool {
        Invoice *invoice = Invoice.shared;
        [invoice addLine:@"Käse" to:nil];
    }
    return 0;
}
