"""Quotation marks by language: Unicode CLDR 48.2.0, delimiters.

Written by tools/quotation_tables.py under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

QUOTATION_MARKS = """
« » « » fr ht hy oc yav
« » ‘ ’ dua el-polyton ksf nb nn no rw
« » “ ” ast blo bm br ca cv dyo el es-US eu ewo ie it kab kk lij mg mua nnh pms pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL sc sg ti
« » ” “ fr-CA
« » „ “ bas be bua ky os ru sah tyv uk
« » „ ” shi zgh
« » ‹ › am az-Arab az-Cyrl fa fr-CH gsw jgo kkj mzn rm sdh wae
» « › ‹ kk-Arab ug
‘ ’ ‘ ’ nl
‘ ’ “ ” fur ia ti-ER tn
“ ’ “ ” st
“ ” « » eo
“ ” ‘ ’ bm-Nkoo ff-Adlm und uz-Arab uz-Cyrl
“ ” ’ ‘ uz
“ ” “ ” tk
” “ ’ ‘ ar lld ms-Arab syr ur
” ” ’ ’ fi he lag rn se sn sv yi
„ “ « » ka
„ “ ‚ ‘ bs-Cyrl cs de dsb et hr hsb is ksh lb luy mk nds sk sl
„ “ „ “ bg lt prg sgs
„ ” « » nmg pl ro
„ ” » « hu szl
„ ” ‘ ’ bs
„ ” ’ ’ sr
„ ” ‚ ’ agq ff
「 」 『 』 ja yue zh-Hant
"""
"""Four marks a line, outer and inner ones, and the language tags that have them.

A language that is not here has the marks of the tag without its last part, at last those of `und`.
"""
