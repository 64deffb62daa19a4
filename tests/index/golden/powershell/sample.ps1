#Requires -Version 7.0
<#
.SYNOPSIS
Invoices: Beträge, rounding and a small ledger. <!--TAG:billing/rounding-->
#>
using namespace System.Collections.Generic
using module ./Ledger.psm1
using assembly System.Net.Http

Import-Module -Name Pester -MinimumVersion 5.0
Import-Module ./Taxes.psd1
. ./helpers.ps1
. "$PSScriptRoot/more helpers.ps1"

Set-StrictMode -Version Latest
$script:Rate = 0.19
$Greeting = "Grüße"
[int]$Limit = 100
Set-Variable -Name Fixed -Value 1 -Option Constant

# How an invoice stands.
enum InvoiceState {
    # Not paid.
    Open = 1
    Paid
}

enum Rights { Read = 1; Write = 2 }

# Something that can be totalled.
class Totalling {
    [double] Total() { return 0 }
}

<#
One invoice.

Not safe for threads.
#>
class Invoice : Totalling {
    # As printed.
    [string] $Name
    [ValidateNotNull()] [List[string]] $Lines = [List[string]]::new()
    static [int] $Made = 0
    hidden [bool] $Dirty

    Invoice([string] $name) {
        $this.Name = $name
        [Invoice]::Made++
    }

    Invoice() { }

    # The total for one rate.
    [double] Total([double] $rate) {
        $sum = 0
        foreach ($line in $this.Lines) {
            $sum += [Math]::Round($line.Length * $rate, 2)
        }
        return $this.Rounded($sum)
    }

    static [Invoice] Empty() {
        return [Invoice]::new('leer')
    }

    hidden [double] Rounded([double] $value) { return [Math]::Round($value, 2) }
}

<#
.SYNOPSIS
    Gets invoices of a folder.
.PARAMETER Path
    Where they are.
#>
function Get-Invoice {
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([Invoice])]
    param(
        [Parameter(ValueFromPipeline)]
        [Alias('Folder')]
        [string[]] $Path,

        [switch] $Recurse
    )

    begin {
        function Test-Inner([string] $Name) {
            return $Name -like '*.inv'
        }
    }
    process {
        $files = Get-ChildItem -Path $Path -Recurse:$Recurse | Where-Object { Test-Inner $_.Name }
        foreach ($file in $files) {
            $invoice = New-Object -TypeName Invoice -ArgumentList $file.BaseName
            $invoice.Lines.Add((Get-Content $file | Select-Object -First 1))
            Write-Output $invoice
        }
    }
}

function ConvertTo-Cents([double] $Value, [int] $Digits = 2) {
    # Rounds, then scales.
    return [Math]::Round($Value, $Digits) * 100
}

filter Select-Paid { if ($_.State -eq [InvoiceState]::Paid) { $_ } }

function script:Write-Ledger {
    <#
    .SYNOPSIS
        Writes the ledger: für Menschen.
    #>
    param([scriptblock] $Writer)
    & $Writer @args
    $invoice = [System.Text.StringBuilder]::new()
    $invoice.Append('a').ToString()
}

workflow Sync-Ledger {
    param([string] $Target)
    Invoke-Command -ComputerName $Target
}

Set-Alias -Name gi2 -Value Get-Invoice
$handler = { param($x) ConvertTo-Cents $x }
Get-Invoice -Path $Path | Select-Paid | ForEach-Object { $_.Total($Rate) }
& Invoke-Report.ps1 -Verbose
Export-ModuleMember -Function Get-Invoice -Alias gi2
